import time, collections, re
from app.identity.words import Role
from app.registry import service as registry
from tests import factories
from tests.registry import given
def test_x(statements):
    course = given.programme()
    home, witness = factories.hamlet(), factories.person()
    learners = [given.finisher(course, hamlet=home, witness=witness) for _ in range(200)]
    t=time.time()
    frozen = given.proposed(*learners)
    print('propose', time.time()-t)
    shown, leader = given.shown(frozen), factories.actor(Role.LEADER)
    statements.clear()
    t=time.time()
    registry.approve(frozen.id, shown=shown, actor=leader)
    print('approve', time.time()-t, len(statements))
    c=collections.Counter(re.sub(r'\s+',' ',s)[:20]+'…'+(re.search(r'FROM (\w+)|INTO (\w+)',s) or [''])[0] for s in statements)
    for k,v in c.most_common(30): print(v,k)
